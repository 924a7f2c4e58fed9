package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.peers.Lan;
import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/// With the two capabilities everything works; without, the error names what is missing.
@Timeout(60)
class PrivilegeIT {
    private static final String REAL_TIME_REFUSED =
            "sched_setscheduler SCHED_RR: EPERM (expected: LimitRTPRIO=1)";

    @Test
    void twoCapabilitiesDo() throws Exception {
        assertEquals(List.of(REAL_TIME_REFUSED, "done"), said("-all,+net_admin,+net_raw"));
        assertEquals(List.of("done"), said("-all,+net_admin,+net_raw,+sys_nice"));
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        assertEquals(
                List.of(
                        "missing capability: CAP_NET_ADMIN, CAP_NET_RAW (expected:"
                                + " AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW in the unit, or"
                                + " root)",
                        "IPV4 socket for VRRP on eth0: open: EPERM (expected: the capability"
                                + " CAP_NET_RAW)",
                        "packet socket: open: EPERM (expected: the capability CAP_NET_RAW)",
                        "rtnetlink: add 198.18.0.100/24 to interface %d: EPERM (expected: the"
                                + " capability CAP_NET_ADMIN)",
                        REAL_TIME_REFUSED,
                        "done"),
                said("-all"));
    }

    /// What a process says that has no other capabilities and no right to real time by a limit.
    private static List<String> said(String capabilities) throws Exception {
        String prlimit = Peers.require("prlimit").toString();
        String setpriv = Peers.require("setpriv").toString();
        try (Lan lan = Lan.of(1)) {
            Process process =
                    lan.host(0)
                            .java(
                                    List.of(
                                            prlimit,
                                            "--rtprio=0",
                                            setpriv,
                                            "--bounding-set=" + capabilities),
                                    PrivilegeMain.class);
            List<String> lines = new ArrayList<>();
            process.inputReader()
                    .lines()
                    .map(each -> each.replaceAll("interface [0-9]+", "interface %d"))
                    .forEach(lines::add);
            return lines;
        }
    }
}
