from django.db import migrations


class Migration(migrations.Migration):
    """Put triggers on what is written once; `0005_forgetting` makes those that there are now."""

    dependencies = [
        ('staff', '0002_roles'),
    ]

    operations = []
