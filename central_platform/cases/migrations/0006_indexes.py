
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_decisions'),
        ('terminals', '0003_stopped'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['received_at'], name='cases_by_time'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['state', 'received_at'], name='cases_by_state'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['due'], name='cases_by_due'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['centre_zh', 'received_at'], name='cases_of_centre'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['centre_zh', 'state', 'received_at'], name='cases_of_centre_by_state'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['centre_zh', 'due'], name='cases_of_centre_by_due'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['implementation_code', 'received_at'], name='cases_of_item'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(fields=['receipt_number'], name='cases_by_receipt'),
        ),
        migrations.AddIndex(
            model_name='caserecord',
            index=models.Index(
                fields=['returned_at'], condition=models.Q(returned_at__isnull=False), name='cases_returned'
            ),
        ),
    ]
