"""The monthly bridge of a CSV of subscriptions by DuckDB, from the file to the figures: the peer of the `main_job` bench.

    python duckdb_bridge.py FILE OUT

Computes once for every line on standard input, each time in a new database, and answers with the seconds it took. Writes the bridge
(amounts in minor units) to OUT as CSV.

The query compares the month-end amounts of each account, as the product does, over one row for each account and month in which
something changed. A grid of all accounts and months, or a join of rows and months, takes many times as long.
"""

import sys
import time

import duckdb

BRIDGE = """
with rows as (
    select account, start, "end" as stop, cast(amount * 100 as bigint) as amount
    from read_csv(?, columns = {
        'id': 'varchar', 'account': 'varchar', 'start': 'date', 'end': 'date', 'amount': 'decimal(18,2)'
    }, header = true)
),
range as (
    select date_trunc('month', min(start)) as first,
           date_trunc('month', greatest(max(start), max(stop))) as last
    from rows
),
changes as (
    select account, date_trunc('month', start) as month, amount as change from rows where stop is null or stop > start
    union all
    select account, date_trunc('month', stop), -amount from rows where stop > start
),
monthly as (
    select account, month, sum(change) as change from changes group by all having sum(change) <> 0
),
levels as (
    select account, month, change, sum(change) over w as closing
    from monthly window w as (partition by account order by month rows unbounded preceding)
),
moves as (
    select month, closing, closing - change as opening,
           coalesce(max(closing) over (partition by account order by month rows between unbounded preceding and 1 preceding), 0) > 0
               as ever
    from levels
),
sums as (
    select month,
        sum(closing - opening) as net,
        sum(case when opening = 0 and not ever then closing else 0 end) as new,
        sum(case when opening = 0 and ever then closing else 0 end) as reactivation,
        sum(case when opening > 0 and closing > opening then closing - opening else 0 end) as expansion,
        sum(case when closing > 0 and closing < opening then opening - closing else 0 end) as contraction,
        sum(case when closing = 0 then opening else 0 end) as churn,
        count(*) filter (opening = 0 and not ever) as new_accounts,
        count(*) filter (opening = 0 and ever) as reactivated_accounts,
        count(*) filter (opening > 0 and closing > opening) as expanded_accounts,
        count(*) filter (closing > 0 and closing < opening) as contracted_accounts,
        count(*) filter (closing = 0) as churned_accounts
    from moves group by month
),
months as (
    select unnest(generate_series(first, last, interval 1 month)) as month from range
)
select strftime(m.month, '%Y-%m-%d') as month,
    sum(coalesce(net, 0)) over w - coalesce(net, 0) as opening,
    coalesce(new, 0) as new, coalesce(reactivation, 0) as reactivation, coalesce(expansion, 0) as expansion,
    coalesce(contraction, 0) as contraction, coalesce(churn, 0) as churn,
    sum(coalesce(net, 0)) over w as closing,
    coalesce(new_accounts, 0) as new_accounts, coalesce(reactivated_accounts, 0) as reactivated_accounts,
    coalesce(expanded_accounts, 0) as expanded_accounts, coalesce(contracted_accounts, 0) as contracted_accounts,
    coalesce(churned_accounts, 0) as churned_accounts
from months m left join sums s on s.month = m.month
window w as (order by m.month rows unbounded preceding)
order by m.month
"""


def main():
    path, out = sys.argv[1], sys.argv[2]
    for _ in sys.stdin:
        connection = duckdb.connect()
        begun = time.perf_counter()
        answer = connection.execute(BRIDGE, [path])
        rows = answer.fetchall()
        seconds = time.perf_counter() - begun
        names = [column[0] for column in answer.description]
        connection.close()
        with open(out, "w", encoding="utf-8") as file:
            print(",".join(names), file=file)
            for row in rows:
                print(",".join(str(value) for value in row), file=file)
        print(f"{seconds:.6f}", flush=True)


main()
