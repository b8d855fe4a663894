"""Three departments in a process of their own that answer as real ones do: late, sometimes ill.

`python -m jiuzhu.gateways.departments.simulator --port N --state DIR [--truth FILE.jsonl]`

It shares with us the wire (names of fields, signature) and nothing else: an own store, own keys
made at the first start (`DIR/keys.json`, 0600, to be given to us as JIUZHU_DEPARTMENT_KEYS) and its
own truth, one JSON line a person (a later line of the same number wins; the file may grow while the
process runs):

    {"number": "370902196504120013", "name": "测试甲",
     "vehicles": [{"plate": "鲁J12345", "vehicle_class": "CAR", "brand": "五菱",
                   "use_nature": "非营运", "first_registered_on": "2018-03-05",
                   "status": "NORMAL"}],
     "real_estate": [{"certificate_number": "鲁(2017)泰安市不动产权第0001号", "location": "...",
                      "use": "DWELLING", "area_hundredths": 8950,
                      "share": "1/2", "registered_on": "2017-05-02", "is_mortgaged": false}],
     "social_insurance": [{"kind": "EMPLOYEE_PENSION", "status": "PAYING", "unit_name": "...",
                           "contribution_base_fen": 376700, "months_paid": 96,
                           "last_paid_month": "2020-08", "monthly_benefit_fen": null}]}

A person without a line is known to no department (NOT_FOUND); under another name: MISMATCH. Without
a truth file nobody is told "nothing found": questions wait. Rows registered after the day asked
about are not there yet.
"""
