import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enrolment', '0001_initial'),
        ('terminals', '0003_stopped'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.BigIntegerField(verbose_name='时间')),
                ('account', models.CharField(blank=True, max_length=150, verbose_name='账号')),
                ('site_zh', models.CharField(max_length=120, verbose_name='服务点')),
                ('site_en', models.CharField(max_length=120, verbose_name='服务点（英文）')),
                ('centre_zh', models.CharField(max_length=120, verbose_name='受理中心')),
                ('centre_en', models.CharField(max_length=120, verbose_name='受理中心（英文）')),
                ('expires_at', models.BigIntegerField(verbose_name='有效到')),
                ('used_at', models.BigIntegerField(null=True, verbose_name='使用时间')),
                ('renews', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='terminals.terminal', verbose_name='更换密钥的终端')),
                ('terminal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='terminals.terminal', verbose_name='使用的终端')),
            ],
            options={
                'verbose_name': '终端配对',
                'verbose_name_plural': '终端配对',
            },
        ),
        migrations.AddField(
            model_name='pairingcode',
            name='pairing',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, to='enrolment.pairing'),
        ),
    ]
