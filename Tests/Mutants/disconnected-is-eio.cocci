// A device that is gone is an I/O error.
//
// Clauses: LIF-3, LIF-5
// Suffers: programs that know ENODEV retry for ever instead of looking for the device.
// Rigs: dummy
// Origin: invented
// File: drivers/usb/core/devio.c

@@
expression ps, dev;
@@
  if (!connected(ps)) {
  	usb_unlock_device(dev);
- 	return -ENODEV;
+ 	return -EIO;
  }
