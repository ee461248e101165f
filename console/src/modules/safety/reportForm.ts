import { queryOptions } from '@tanstack/react-query'
import { get } from '#api/client.ts'

/** Whether the form that needs no account is open. */
export const reportFormQuery = queryOptions({
  queryKey: ['report_form'],
  queryFn: () => get('/api/v1/sms/report-form'),
})
