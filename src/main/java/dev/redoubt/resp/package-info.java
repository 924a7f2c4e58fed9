/// RESP2 and RESP3: scanners over the data path's bytes, decoded values for the control plane,
/// protocol errors.
@NullMarked
package dev.redoubt.resp;

import org.jspecify.annotations.NullMarked;
