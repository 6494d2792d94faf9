"""Persons are encrypted at rest."""

from django.db import migrations, models

from central_platform.core.sealed import SealedJson, SealedText, seal_columns

COLUMNS = ('name', 'number', 'address', 'profile')


def seal(apps, schema_editor):
    seal_columns(apps.get_model('people', 'Person'), COLUMNS)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_person_cards'),
    ]

    operations = [
        *(migrations.AlterField('person', column, models.TextField(null=True)) for column in COLUMNS),
        migrations.RunPython(seal),
        migrations.AlterField('person', 'name', SealedText(verbose_name='姓名')),
        migrations.AlterField('person', 'number', SealedText(verbose_name='证件号码')),
        migrations.AlterField('person', 'address', SealedText(blank=True, verbose_name='住址')),
        migrations.AlterField('person', 'profile', SealedJson(default=dict, verbose_name='档案')),
    ]
