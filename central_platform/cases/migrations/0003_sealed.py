"""What was opened of a submission is encrypted at rest."""

from django.db import migrations

from central_platform.core.sealed import SealedText, seal_columns


def seal(apps, schema_editor):
    seal_columns(apps.get_model('cases', 'CaseRecord'), ('record',))


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_several_cases'),
    ]

    operations = [
        migrations.RunPython(seal),
        migrations.AlterField('caserecord', 'record', SealedText()),
    ]
