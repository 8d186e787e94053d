// What happens when the server says that there is no session any more. The application says it
// once at its start, because only it knows the router.
export const BASE = '/api/v1';

let handler: () => void = () => undefined;

export function whenSignedOut(next: () => void) {
  handler = next;
}

export function onUnauthorized() {
  handler();
}
