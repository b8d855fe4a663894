"""A bank in a process of its own: pays what it gets, can be asked, answers as badly as real ones.

`python -m jiuzhu.gateways.banks.simulator --state DIR [--port N]`

It writes its address into `DIR/address` and its token into `DIR/token`; what it took lies in
`DIR/bank.sqlite3` and survives its death. One file of a reference is paid once, however often it
comes. Faults are ordered with POST /control/faults {"kind": …, "times": n}:
take_and_die (the file is taken, the process ends without a word), take_and_cut (taken, the line
goes dead), refuse (not taken, says so), fail (not taken, says nothing clear), late (no answer yet),
twice, reordered, partial (the answer comes so).
"""
