from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0005_forgetting'),
    ]

    operations = [
        migrations.AlterField(
            model_name='staffact',
            name='kind',
            field=models.CharField(choices=[('SIGNED_IN', '登录'), ('FAILED', '登录失败'), ('LOCKED', '尝试过多，暂停登录'), ('CODE_FAILED', '动态口令不对'), ('RECOVERED', '用恢复码登录'), ('ENROLLED', '绑定动态口令'), ('SIGNED_OUT', '退出'), ('EXPIRED', '登录到期'), ('PASSWORD', '修改密码'), ('RESET', '重设账号'), ('ADDED', '新增'), ('CHANGED', '修改'), ('REMOVED', '删除'), ('REVOKED', '吊销、作废'), ('REFUSED', '无权访问')], max_length=12, verbose_name='事件'),
        ),
    ]
