"""Every order pays a payable, and of its orders only one stands."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_payables_of_old_orders")]

    operations = [
        migrations.RemoveConstraint(
            model_name='paymentorder',
            name='order_one_per_case_month',
        ),
        migrations.RemoveConstraint(
            model_name='paymentorder',
            name='order_one_per_month',
        ),
        migrations.AlterField(
            model_name='paymentorder',
            name='payable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='payments.payable', verbose_name='应发'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'FAILED'), _negated=True), fields=('payable',), name='order_one_per_payable'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'FAILED'), _negated=True), fields=('case', 'item', 'month', 'purpose'), name='order_one_per_case_month'),
        ),
    ]
