import central_platform.core.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_epochs'),
    ]

    operations = [
        migrations.AddField(
            model_name='caserecord',
            name='facts',
            field=central_platform.core.sealed.SealedText(default='{}', verbose_name='核对的事实'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='licence',
            field=models.CharField(blank=True, max_length=128, verbose_name='证照标识'),
        ),
        migrations.AddField(
            model_name='caserecord',
            name='rules',
            field=models.CharField(blank=True, max_length=20, verbose_name='规则版本'),
        ),
    ]
