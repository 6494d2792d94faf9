from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_sealed'),
    ]

    operations = [
        migrations.AddField(
            model_name='caserecord',
            name='returned_at',
            field=models.BigIntegerField(null=True, verbose_name='恢复后送回'),
        ),
        migrations.AlterField(
            model_name='caserecord',
            name='case_number',
            field=models.CharField(max_length=24, unique=True, verbose_name='办件编号'),
        ),
    ]
