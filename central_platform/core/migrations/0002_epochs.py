from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Epoch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8, unique=True, verbose_name='纪元')),
                ('begun_at', models.BigIntegerField(verbose_name='开始')),
                ('back_to', models.BigIntegerField(verbose_name='数据截至')),
                ('alive_at', models.BigIntegerField(verbose_name='最近运行')),
            ],
            options={
                'db_table': 'core_epoch',
            },
        ),
    ]
