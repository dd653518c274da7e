# Completion of qbank for fish. Its one line: qbank completion fish > ~/.config/fish/completions/qbank.fish
function __qbank_complete
    set -l lines (_QBANK_COMPLETE=fish command qbank (commandline -opc)[2..-1] (commandline -ct | string collect) 2>/dev/null)
    if test "$lines[1]" = \t
        __fish_complete_path (commandline -ct)
    else
        test (count $lines) -gt 0; and printf '%s\n' $lines
    end
end

complete --command qbank --erase
complete --command qbank --no-files --keep-order --arguments '(__qbank_complete)'
