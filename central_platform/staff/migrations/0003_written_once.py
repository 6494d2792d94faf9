from django.db import migrations

from central_platform.staff import written_once


def protect(apps, schema_editor):
    written_once.protect(schema_editor.connection)


def lift(apps, schema_editor):
    written_once.lift(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_roles'),
    ]

    operations = [
        migrations.RunPython(protect, lift),
    ]
