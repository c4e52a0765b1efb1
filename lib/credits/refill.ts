/**
 * SQL for the first refill after the instant `now`: the next midnight (UTC), or the next midnight of that day of a
 * month, where a shorter month's last day stands for those it lacks. The arguments are SQL expressions; `now` is
 * timestamptz. One place, because a refill that is counted and the setting of the next one must be one statement.
 */
export function nextRefillSql(now: string, interval: string, day: string): string {
  const month = (plus: number) => `date_trunc('month', ${now} at time zone 'UTC') + interval '${plus} month'`;
  const inMonth = (plus: number) =>
    `${month(plus)} + make_interval(days => least(coalesce(${day}, 1), extract(day from ${month(plus + 1)} - interval '1 day')::int) - 1)`;
  return `(case when ${interval} = 'daily' then date_trunc('day', ${now} at time zone 'UTC') + interval '1 day'
      when ${inMonth(0)} > ${now} at time zone 'UTC' then ${inMonth(0)}
      else ${inMonth(1)} end) at time zone 'UTC'`;
}

/** SQL for what is there at `now`: a refill that has come due counts, and never takes away what is more than its amount. */
export function remainingSql(now: string): string {
  return `case when next_refill_at <= ${now} then greatest(remaining, refill_amount) else remaining end`;
}
