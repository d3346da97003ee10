/** Up to where each of the staff has read each topic; kept as long as the simulation runs. */
export interface ReadMarks {
  /** The id of the newest message that was seen there; 0: none. */
  upTo(staff: string, thread: number | 'umum'): number
  /** Answers whether that is news. */
  read(staff: string, thread: number | 'umum', message: number): boolean
}

export function createReadMarks(): ReadMarks {
  const marks = new Map<string, number>()
  const upTo: ReadMarks['upTo'] = (staff, thread) => marks.get(`${staff} ${thread}`) ?? 0
  return {
    upTo,
    read(staff, thread, message) {
      if (message <= upTo(staff, thread)) return false
      marks.set(`${staff} ${thread}`, message)
      return true
    },
  }
}
