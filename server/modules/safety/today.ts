/** The date that it is in the zone of the workspace of a row, as SQL. */
export const todayOf = (row: string) =>
  `(now() at time zone (select w.timezone from workspaces w where w.workspace_id = ${row}.workspace_id))::date`
