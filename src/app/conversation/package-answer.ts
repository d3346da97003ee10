/** What a person said of the package and its stage, as it is kept among the answers of a form. */
export interface PackageAnswer {
  readonly packageCode: string | null
  readonly deadline: Date | null
}

/** As text, since answers are texts. */
export function writePackageAnswer({ packageCode, deadline }: PackageAnswer): string {
  return JSON.stringify({ packageCode, deadline: deadline?.toISOString() ?? null })
}

/** The answer behind the text; nothing for what is no such text (a skipped question). */
export function readPackageAnswer(value: string): PackageAnswer {
  try {
    const { packageCode, deadline } = JSON.parse(value) as { packageCode: string | null; deadline: string | null }
    return { packageCode, deadline: deadline === null ? null : new Date(deadline) }
  } catch {
    return { packageCode: null, deadline: null }
  }
}
