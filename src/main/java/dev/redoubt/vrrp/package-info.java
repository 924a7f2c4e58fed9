/// The address that moves by itself: VRRP's packets, its machine, and the driver that speaks it.
@NullMarked
package dev.redoubt.vrrp;

import org.jspecify.annotations.NullMarked;
