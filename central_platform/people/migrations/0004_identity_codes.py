"""Codes that show who somebody is, on phones and on paper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_sealed'),
        ('terminals', '0001_initial'),
    ]

    operations = [
        migrations.AddField('person', 'codes_stopped', models.BooleanField(default=False, verbose_name='随申码已停用')),
        migrations.CreateModel(
            name='ShownCode',
            fields=[
                ('reference', models.CharField(max_length=36, primary_key=True, serialize=False, verbose_name='出示编号')),
                ('at', models.BigIntegerField(db_index=True, verbose_name='时间')),
                ('person_tag', models.CharField(blank=True, db_index=True, max_length=64, verbose_name='出示人（散列）')),
                ('outcome', models.CharField(max_length=16, verbose_name='结果')),
                ('mark', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('terminal', models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端'
                )),
            ],
            options={'verbose_name': '随申码出示记录', 'verbose_name_plural': '随申码出示记录'},
        ),
        migrations.CreateModel(
            name='PaperCodeRecord',
            fields=[
                ('reference', models.CharField(max_length=36, primary_key=True, serialize=False, verbose_name='离线码编号')),
                ('person_tag', models.CharField(db_index=True, max_length=64, verbose_name='本人（散列）')),
                ('code_sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('ground', models.CharField(max_length=12, verbose_name='依据')),
                ('issued_at', models.BigIntegerField(verbose_name='打印时间')),
                ('until', models.DateField(verbose_name='有效期至')),
                ('ended_at', models.BigIntegerField(null=True, verbose_name='失效时间')),
                ('ended_why', models.CharField(blank=True, max_length=12, verbose_name='失效原因')),
                ('terminal', models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='打印的终端'
                )),
            ],
            options={
                'verbose_name': '离线码',
                'verbose_name_plural': '离线码',
                'constraints': [
                    models.UniqueConstraint(
                        condition=models.Q(('ended_at', None)), fields=('person_tag',), name='one_paper_counts'
                    )
                ],
            },
        ),
    ]
