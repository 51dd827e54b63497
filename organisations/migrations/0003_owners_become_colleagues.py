from django.db import migrations


def owners_become_colleagues(apps, schema_editor):
    """Each owner gets a seat, and the benchmark its notice."""
    Enterprise = apps.get_model("organisations", "Enterprise")
    Colleague = apps.get_model("organisations", "Colleague")
    Consent = apps.get_model("organisations", "Consent")
    for enterprise in Enterprise.objects.exclude(owner=None).iterator():
        Colleague.objects.create(
            enterprise=enterprise, user_id=enterprise.owner_id, role="owner"
        )
        Consent.objects.create(enterprise=enterprise, purpose="benchmark")


def colleagues_become_owners(apps, schema_editor):
    Enterprise = apps.get_model("organisations", "Enterprise")
    Colleague = apps.get_model("organisations", "Colleague")
    for enterprise in Enterprise.objects.iterator():
        owner = Colleague.objects.filter(enterprise=enterprise, role="owner").first()
        Enterprise.objects.filter(pk=enterprise.pk).update(owner_id=owner.user_id)
    Colleague.objects.all().delete()
    apps.get_model("organisations", "Consent").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_team")]

    operations = [
        migrations.RunPython(owners_become_colleagues, colleagues_become_owners)
    ]
