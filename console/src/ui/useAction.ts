import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '#api/error.ts'
import { s } from '../strings.ts'

/** Says in a toast why something was refused, with the request id to quote. */
export function tellRefusal(error: unknown) {
  const requestId =
    error instanceof ApiError && error.requestId ? `\n${s.error.requestId} ${error.requestId}` : ''
  notifications.show({
    color: 'red',
    message: `${error instanceof Error ? error.message : String(error)}${requestId}`,
    autoClose: 12_000,
    style: { whiteSpace: 'pre-line' },
  })
}

export const tellDone = (message: string) => notifications.show({ message })

type Action<Input, Output> = {
  run: (input: Input) => Promise<Output>
  /** What the toast says once it is done. */
  done?: string | ((output: Output, input: Input) => string)
  /** The subject types whose lists and records change by it. */
  changes: string[]
  onDone?: (output: Output, input: Input) => void
  /** Dialogs show the refusal themselves. */
  quiet?: boolean
}

/** A write: runs it, says what came of it, and refreshes what shows it. */
export function useAction<Input = void, Output = unknown>({
  run,
  done,
  changes,
  onDone,
  quiet = false,
}: Action<Input, Output>) {
  const queryClient = useQueryClient()
  return useMutation<Output, unknown, Input>({
    mutationFn: run,
    onSuccess: async (output, input) => {
      const text = typeof done === 'function' ? done(output, input) : done
      if (text) tellDone(text)
      const refreshed = [...changes, 'timeline'].map((subject) =>
        queryClient.invalidateQueries({ queryKey: [subject] }),
      )
      onDone?.(output, input)
      await Promise.all(refreshed)
    },
    onError: (error) => {
      if (!quiet) tellRefusal(error)
    },
  })
}
