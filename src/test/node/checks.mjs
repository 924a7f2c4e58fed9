// What the scripts beside this one share: checks one after the other, each with a deadline, and one exit code.
import assert from 'node:assert/strict';
import net from 'node:net';

const PATIENCE_MILLIS = 20_000;

// Where Redoubt listens, and the password: node SCRIPT HOST PORT PASSWORD
export const [host, port, password] = [process.argv[2], Number(process.argv[3]), process.argv[4]];

const checks = [];

export function check(name, body) {
    checks.push({name, body});
}

export async function within(promise, what) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`waited in vain for: ${what}`)), PATIENCE_MILLIS);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

// Waits for a condition, which may be asynchronous.
export async function until(what, condition) {
    const deadline = Date.now() + PATIENCE_MILLIS;
    while (!await condition()) {
        assert.ok(Date.now() < deadline, `waited in vain for: ${what}`);
        await new Promise(resolve => setTimeout(resolve, 5));
    }
}

export async function run() {
    let failed = 0;
    for (const {name, body} of checks) {
        try {
            await within(body(), 'the end of the check');
            console.log(`ok      ${name}`);
        } catch (error) {
            failed++;
            console.log(`FAILED  ${name}: ${error.stack}`);
        }
    }
    console.log(`${checks.length - failed} of ${checks.length} checks passed`);
    // Connections that a failed check left open would keep the process.
    process.exit(failed === 0 && checks.length > 0 ? 0 : 1);
}

// A door before Redoubt that ends all connections on demand, as a network does.
export async function openDoor() {
    const sockets = new Set();
    const server = net.createServer(client => {
        const redoubt = net.connect(port, host);
        for (const [one, other] of [[client, redoubt], [redoubt, client]]) {
            sockets.add(one);
            one.setNoDelay(true);
            one.on('error', () => {});
            one.on('close', () => {
                sockets.delete(one);
                other.destroy();
            });
            one.pipe(other);
        }
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return {
        port: server.address().port,
        cut() {
            sockets.forEach(socket => socket.resetAndDestroy());
        },
        close() {
            this.cut();
            server.close();
        },
    };
}
