"""The database itself refuses to change the audit log.

PostgreSQL also refuses to delete young rows; SQLite cannot tell a flush of the test
database from a deletion.
"""

from django.db import migrations

TABLE = "organisations_logentry"
SQLITE = f"""
CREATE TRIGGER log_is_append_only BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, 'The audit log is never changed.'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION log_is_append_only() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR OLD.at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'The audit log is never changed.';
  END IF;
  RETURN OLD;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION log_is_append_only();
"""


def guard(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(POSTGRESQL if vendor == "postgresql" else SQLITE)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER log_is_append_only ON {TABLE}")
        schema_editor.execute("DROP FUNCTION log_is_append_only")
    else:
        schema_editor.execute("DROP TRIGGER log_is_append_only")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_remove_enterprise_owner")]

    operations = [migrations.RunPython(guard, unguard)]
