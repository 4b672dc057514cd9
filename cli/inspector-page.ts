const stately = 'https://stately.ai';

/**
 * A page around Stately's inspector. The inspector says that it is there with `@statelyai.connected`, then takes events
 * as messages; nobody but it is given them.
 */
export const inspectorPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Order inspector</title>
<style>html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; display: block; }</style>
<iframe title="Stately inspector" src="${stately}/inspect"></iframe>
<script>
  const inspector = document.querySelector('iframe').contentWindow;
  const connected = new Promise((resolve) => {
    addEventListener('message', ({ origin, data }) => {
      if (origin === '${stately}' && data?.type === '@statelyai.connected') resolve();
    });
  });
  const socket = new WebSocket('ws://' + location.host);
  socket.onmessage = async ({ data }) => {
    await connected;
    inspector.postMessage(JSON.parse(data), '${stately}');
  };
</script>
</html>
`;
