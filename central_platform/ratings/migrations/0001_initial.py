import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0006_terminal_keys'),
        ('cases', '0001_initial'),
        ('terminals', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Rating',
                fields=[
                    ('report_id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                    ('submission_id', models.CharField(db_index=True, max_length=36, verbose_name='提交编号')),
                    ('level', models.IntegerField(choices=[(5, '非常满意'), (4, '满意'), (3, '基本满意'), (2, '不满意'), (1, '非常不满意')], verbose_name='评价')),
                    ('channel', models.CharField(default='5', max_length=2, verbose_name='渠道')),
                    ('rated_at', models.BigIntegerField(verbose_name='评价时间')),
                    ('received_at', models.BigIntegerField(verbose_name='收到时间')),
                    ('handling', models.CharField(choices=[('SIMPLE', '简单'), ('ORDINARY', '一般'), ('HARD', '疑难')], default='ORDINARY', max_length=8, verbose_name='难易')),
                    ('answer_due', models.DateField(blank=True, null=True, verbose_name='答复期限')),
                    ('answer', models.TextField(blank=True, verbose_name='答复')),
                    ('answered_at', models.BigIntegerField(null=True, verbose_name='答复时间')),
                    ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='ratings', to='cases.caserecord', verbose_name='办件')),
                    ('terminal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='terminals.terminal', verbose_name='终端')),
                ],
                options={
                    'verbose_name': '好差评',
                    'verbose_name_plural': '好差评',
                    'db_table': 'records_rating',
                },
            ),
        ]),
    ]
