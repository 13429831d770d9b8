import pytest, time
from tandem.apps.foundation import clock
from tandem.commands.rights import pages
from tests.web.security.places import *
from tests.web.security.pages import forms_of
from tests.web.security import places
FOUND=set()
@pytest.mark.parametrize("name", MOMENTS)
def test_x(db, name):
        make=MOMENTS[name]
        s=time.time()
        m=make()
        print(name, "built", round(time.time()-s,2))
        with clock.fixed(m.at):
            for p in PEOPLE:
                s=time.time(); n=0
                for v in crawl(m.browser(p), each=3):
                    n+=1
                    if v.answer.status_code not in (200,302): print(p, v.address, v.answer.status_code)
                    for f in forms_of(v.answer, v.address):
                        if f.method=="post": FOUND.add(name_of(f.action))
                print(name,p,n,round(time.time()-s,2))
def test_y():
    print(sorted({p.name for p in pages() if p.gate is None or p.gate.writes}-FOUND))
    print(sorted(FOUND))
