"""家庭经济状况核对: requests, replies, report."""
