/** The run no longer holds its job: somebody else took it, or it was cancelled. Nothing of the step was stored. */
export class LeaseLost extends Error {
  constructor() {
    super('the job was taken by another run, or it was cancelled')
    this.name = 'LeaseLost'
  }
}
