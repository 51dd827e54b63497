from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_owners_become_colleagues")]

    operations = [migrations.RemoveField(model_name="enterprise", name="owner")]
