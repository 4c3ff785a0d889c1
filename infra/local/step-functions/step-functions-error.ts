/** An error of the Step Functions API; `name` is the code that the SDK's clients see. */
export class StepFunctionsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
