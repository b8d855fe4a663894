"""A code is seen while the digest of its telephone is named, and by nobody else."""

from django.db import migrations

from jiuzhu.infra.scope.tables import narrow

OF_THE_PHONE = (
    "phone_index = (SELECT decode(nullif(current_setting('jiuzhu.phone', true), ''), 'hex'))"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_scope")]

    operations = [
        narrow("accounts_citizencode", before=("true", "true"), after=(OF_THE_PHONE, None)),
    ]
