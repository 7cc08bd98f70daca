import socket, sys, threading
''')
s=s.replace('''# A request under way is answered before the end.
''','''wait "$slow"
expect_text "who sends a head without end is cut off" slow.out '^good head'
expect_text "who does not send the body is told, and cut off" slow.out '^good body'
expect_text "who does not read the answer is cut off" slow.out '^good deaf'

# A request under way is answered before the end.
''')
open(p,'w').write(s)
