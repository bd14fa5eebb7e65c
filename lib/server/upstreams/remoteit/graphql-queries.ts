import 'server-only';

/** What the desk shows and nothing else; ids go in as variables, never spliced into the text. */
export const DEVICES = `query Devices($size: Int, $from: Int) {
  login {
    email
    devices(size: $size, from: $from, sort: "created") {
      total
      hasMore
      items {
        id name state platform lastReported
        owner { email }
        endpoint { onlineSince offlineSince }
        services { id name state title application port lastReported }
      }
    }
  }
}`;

export const CONNECT = `mutation Connect($serviceId: String!, $hostIP: String) {
  connect(serviceId: $serviceId, hostIP: $hostIP) { id host port reverseProxy timeout }
}`;

export const DISCONNECT = `mutation Disconnect($serviceId: String!, $connectionId: String!) {
  disconnect(serviceId: $serviceId, connectionId: $connectionId)
}`;
