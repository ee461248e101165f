/** Today's date in the time zone of the row's workspace, as SQL. */
export const todayOf = (row: string) =>
  `(now() at time zone (select w.timezone from workspaces w where w.workspace_id = ${row}.workspace_id))::date`
