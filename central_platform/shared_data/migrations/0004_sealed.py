"""Rows about somebody are encrypted at rest; public ones stay as they are."""

import json

from django.db import migrations, models

from central_platform.core.sealed import SealedJson, SealedText, seal, seal_columns


def seal_rows(apps, schema_editor):
    records = apps.get_model('shared_data', 'Record')
    seal_columns(records, ('name',))
    owned = records.objects.exclude(subject_tag='').order_by('pk').values_list('pk', 'data')
    for pk, data in owned.iterator(chunk_size=500):
        sealed = seal(json.dumps(data, ensure_ascii=False).encode('utf-8', 'surrogatepass'))
        records.objects.filter(pk=pk).update(data=None, sealed=sealed)


class Migration(migrations.Migration):

    dependencies = [
        ('shared_data', '0003_delete_allowance'),
    ]

    operations = [
        migrations.AddField('record', 'sealed', models.TextField(null=True)),
        migrations.AlterField('record', 'data', models.JSONField(null=True)),
        migrations.AlterField('record', 'name', models.TextField(blank=True)),
        migrations.RunPython(seal_rows),
        migrations.AlterField('record', 'sealed', SealedJson(null=True)),
        migrations.AlterField('record', 'name', SealedText(blank=True)),
    ]
