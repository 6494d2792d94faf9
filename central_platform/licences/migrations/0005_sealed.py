"""Licences are encrypted at rest; their pages are drawn anew when they are asked for."""

from django.db import migrations, models

from central_platform.core.sealed import SealedBytes, SealedJson, SealedText, seal_columns

COLUMNS = ('number', 'details')


def seal(apps, schema_editor):
    licences = apps.get_model('licences', 'LicenceRecord')
    licences.objects.update(page_of='')
    seal_columns(licences, COLUMNS)


class Migration(migrations.Migration):

    dependencies = [
        ('licences', '0004_presentation'),
    ]

    operations = [
        *(migrations.AlterField('licencerecord', column, models.TextField(null=True)) for column in COLUMNS),
        migrations.RemoveField('licencerecord', 'page'),
        migrations.RunPython(seal),
        migrations.AddField('licencerecord', 'page', SealedBytes(default=b'', editable=False)),
        migrations.AlterField('licencerecord', 'number', SealedText(verbose_name='证号')),
        migrations.AlterField('licencerecord', 'details', SealedJson(default=list, verbose_name='其他栏目')),
    ]
