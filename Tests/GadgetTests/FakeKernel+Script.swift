extension FakeKernel {
  /// Shell functions that make a plain directory behave as configfs does; the program under test finds them in place of
  /// `mkdir`, `rmdir`, `ln`, `rm` and `printf`.
  ///
  /// Functions and not programs in front of `PATH`: busybox prefers its applets to `PATH`, and writing is built
  /// into every shell. Where the kernel is more lenient (it unbinds by force when a function is unlinked), the
  /// fake refuses: the program is not to rely on that.
  static let script = #"""
    gadgets=$CONFIGFS/usb_gadget

    # Counts the changes to the tree, and cuts the program short at the one that the test names.
    fake_step() {
      echo "$*" >>"$FAKE/log"
      read -r fake_steps <"$FAKE/steps"
      fake_steps=$((fake_steps + 1))
      echo "$fake_steps" >"$FAKE/steps"
      case $CUT_HOW in
        *+)
          [ "$fake_steps" -lt "$CUT_AT" ] || kill -s "${CUT_HOW%+}" $$
          return 0 ;;
      esac
      [ "$fake_steps" = "$CUT_AT" ] || return 0
      [ "$CUT_HOW" != refuse ] || return 1
      kill -s "$CUT_HOW" $$
    }

    fake_lacks() {
      case " $LACKS " in *" $1 "*) return 0 ;; esac
      return 1
    }

    fake_refuse() {
      echo "fake: $*" >&2
      return 1
    }

    fake_attributes() {
      fake_dir=$1
      shift
      for fake_each in "$@"; do : >"$fake_dir/$fake_each"; done
    }

    # The kernel's own record of who is bound where, which a cut write does not change.
    fake_bound() {
      for fake_each in "$SYS"/class/udc/*; do
        [ -e "$fake_each/function" ] || continue
        read -r fake_function <"$fake_each/function"
        [ "$fake_function" != "$1" ] || echo "${fake_each##*/}"
      done
    }

    fake_gadget() {
      fake_gadget=${1#"$gadgets"/}
      fake_gadget=${fake_gadget%%/*}
    }

    mkdir() {
      case $1 in "$gadgets"/*) ;; *) command mkdir "$@"; return ;; esac
      fake_step "mkdir ${1#"$gadgets"/}" || return
      case ${1#"$gadgets"/} in
        */functions/*)
          fake_function=${1##*/}
          ! fake_lacks "${fake_function%%.*}" || fake_refuse "no such function" || return ;;
      esac
      command mkdir "$1" || return
      case ${1#"$gadgets"/} in
        */configs/*/strings/*) fake_attributes "$1" configuration ;;
        */configs/*/*) command rmdir "$1"; fake_refuse "not here" ;;
        */configs/*) command mkdir "$1/strings"; fake_attributes "$1" MaxPower bmAttributes ;;
        */functions/SourceSink.*) fake_attributes "$1" pattern isoc_interval isoc_maxpacket bulk_buflen ;;
        */functions/Loopback.*) fake_attributes "$1" qlen bulk_buflen ;;
        */functions/hid.*) fake_attributes "$1" subclass protocol report_length report_desc ;;
        */strings/*) fake_attributes "$1" serialnumber manufacturer product ;;
        */*) command rmdir "$1"; fake_refuse "not here" ;;
        *)
          command mkdir "$1/configs" "$1/functions" "$1/strings" "$1/os_desc"
          fake_attributes "$1" idVendor idProduct bcdUSB UDC
          fake_lacks max_speed || echo super-speed-plus >"$1/max_speed" ;;
      esac
    }

    rmdir() {
      case $1 in "$gadgets"/*) ;; *) command rmdir "$@"; return ;; esac
      fake_step "rmdir ${1#"$gadgets"/}" || return
      fake_gadget "$1"
      case ${1#"$gadgets"/} in
        */configs/*/strings | */configs | */functions | */strings | */os_desc)
          fake_refuse "$1 belongs to its parent" || return ;;
        */functions/*)
          for fake_each in "$gadgets/$fake_gadget"/configs/*/"${1##*/}"; do
            [ ! -L "$fake_each" ] || fake_refuse "$1 is linked" || return
          done ;;
        */strings/*) ;;
        */configs/*)
          for fake_each in "$1"/*; do [ ! -L "$fake_each" ] || fake_refuse "$1 has links" || return; done
          for fake_each in "$1"/strings/*; do [ ! -d "$fake_each" ] || fake_refuse "not empty" || return; done ;;
        *)
          for fake_each in "$1"/configs/* "$1"/functions/* "$1"/strings/*; do
            [ ! -d "$fake_each" ] || fake_refuse "not empty" || return
          done ;;
      esac
      [ -d "$1" ] || fake_refuse "$1 is not there" || return
      command rm -r "$1"
    }

    rm() {
      case $1 in "$gadgets"/*) ;; *) command rm "$@"; return ;; esac
      fake_step "rm ${1#"$gadgets"/}" || return
      fake_gadget "$1"
      [ -L "$1" ] || fake_refuse "only links are removed" || return
      [ -z "$(fake_bound "$fake_gadget")" ] || fake_refuse "$fake_gadget is bound" || return
      command rm "$1"
    }

    ln() {
      fake_step "ln ${3#"$gadgets"/}" || return
      fake_gadget "$3"
      case $2 in "$gadgets/$fake_gadget"/functions/*) ;; *) fake_refuse "not a function of the gadget" || return ;; esac
      [ -d "$2" ] && [ ! -e "$3" ] || fake_refuse "no function, or linked already" || return
      [ -z "$(fake_bound "$fake_gadget")" ] || fake_refuse "$fake_gadget is bound" || return
      command ln -s "$2" "$3"
    }

    # The redirection has opened (and emptied) the file before this runs: kernel files are put back if refused.
    printf() {
      { fake_file=$(readlink /proc/self/fd/9); } 9>&1
      case $fake_file in "$gadgets"/*) ;; *) command printf "$@"; return ;; esac
      case ${fake_file##*/} in
        UDC) fake_write_udc "$@" || fake_refuse "UDC refused"; return ;;
        idVendor | idProduct | max_speed | serialnumber | manufacturer | product | configuration | pattern | qlen) ;;
        bulk_buflen | subclass | protocol | report_length | report_desc) ;;
        *) command rm "$fake_file"; fake_refuse "no such attribute"; return ;;
      esac
      fake_step "write ${fake_file#"$gadgets"/}" || return
      command printf "$@"
    }

    fake_write_udc() {
      fake_gadget "$fake_file"
      fake_udc=$(fake_bound "$fake_gadget")
      echo "$fake_udc" >"$fake_file"
      fake_value=$(command printf "$@")
      fake_step "bind $fake_value" || return
      if [ -z "$fake_value" ]; then
        [ -n "$fake_udc" ] || return
        echo >"$SYS/class/udc/$fake_udc/function"
      else
        [ -z "$fake_udc" ] && [ -d "$SYS/class/udc/$fake_value" ] || return
        ! fake_lacks binding || return
        [ ! -L "$gadgets/$fake_gadget/configs/c.1/hid.0" ] || ! fake_lacks endpoints || return
        read -r fake_function <"$SYS/class/udc/$fake_value/function"
        [ -z "$fake_function" ] || return
        echo "$fake_gadget" >"$SYS/class/udc/$fake_value/function"
      fi
      echo "$fake_value" >"$fake_file"
    }

    mount() {
      echo "mount $*" >>"$FAKE/log"
      fake_lacks gadgets || command mkdir "$gadgets"
    }

    modprobe() {
      echo "modprobe $*" >>"$FAKE/log"
      return 1
    }

    id() {
      if fake_lacks root; then echo 1000; else echo 0; fi
    }
    """#
}
