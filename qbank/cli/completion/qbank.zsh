#compdef qbank
# Completion of qbank for zsh. Its one line for ~/.zshrc: eval "$(qbank completion zsh)"
_qbank() {
    local line text shown kind
    local -a whole whole_shown parts parts_shown
    while IFS=$'\t' read -r kind text shown; do
        case $kind in
            files) _files; return ;;
            whole) whole+=("$text"); whole_shown+=("$shown") ;;
            part) parts+=("$text"); parts_shown+=("$shown") ;;
        esac
    done < <(_QBANK_COMPLETE=zsh command qbank "${(@Q)words[2,CURRENT-1]}" "$PREFIX" "${compstate[quote]}" \
        "${COLUMNS:-80}" 2>/dev/null)
    # What was typed in small letters finds capitals too.
    local -a matching=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    local status_of=1
    (( $#whole )) && compadd $matching -V qbank -l -d whole_shown -a -- whole && status_of=0
    (( $#parts )) && compadd $matching -V qbank -l -S '' -d parts_shown -a -- parts && status_of=0
    return status_of
}

if (( ! $+functions[compdef] )); then
    # Folders that others may write to are left out rather than asked about.
    autoload -Uz compinit && compinit -i
fi
if [[ $funcstack[1] == _qbank ]]; then
    # Loaded from $fpath by the completion itself, not read at the start of the shell.
    _qbank "$@"
else
    compdef _qbank qbank
fi
