
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_initial'),
        ('terminals', '0001_initial'),
        ('records', '0007_apps'),
    ]

    operations = [
        migrations.AddField(
            model_name='caserecord',
            name='part',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='序号'),
        ),
        migrations.AlterField(
            model_name='caserecord',
            name='submission_id',
            field=models.CharField(max_length=36, verbose_name='提交编号'),
        ),
        migrations.AddConstraint(
            model_name='caserecord',
            constraint=models.UniqueConstraint(fields=('submission_id', 'part'), name='case_once'),
        ),
    ]
