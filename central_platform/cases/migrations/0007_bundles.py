from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='caserecord',
            name='bundle_zh',
            field=models.CharField(blank=True, default='', max_length=120, verbose_name='一件事'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='bundle_en',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='一件事（英文）'),
        ),
    ]
