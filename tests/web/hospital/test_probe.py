import pytest, re
from django.urls import reverse
from tandem.domain.schemes.vocabulary import Section

def test_probe(world, signed_in):
    d = world.ready()
    alice=signed_in(world.people.alice); bob=signed_in(world.people.bob)
    def get(c,url,code=200):
        r=c.get(url); print(r.status_code,url, len(r.content))
        assert r.status_code==code,(url,r.status_code)
        bad=re.findall(r"UNDEFINED<[^>]*>|UNDEFINED&lt;.*?&gt;", r.content.decode())
        assert not bad,(url,bad)
        return r
    for c in (alice,bob):
        get(c,reverse("hospital:dossiers")); get(c,reverse("hospital:dossier",args=[d.pk]))
        for s in list(Section)[:-1]:
            get(c,reverse("hospital:section",args=[d.pk,s]))
        get(c,reverse("hospital:agreements")); get(c,reverse("hospital:posts"))
    get(alice,reverse("hospital:review",args=[d.pk])); get(bob,reverse("hospital:review",args=[d.pk]),404)
    p=d.partners.get()
    get(bob,reverse("hospital:agreement",args=[p.pk])); get(alice,reverse("hospital:agreement",args=[p.pk]),404)
    get(alice,reverse("hospital:structures")+"?champ=structure&q=aurore")
    r=alice.post(reverse("hospital:review",args=[d.pk]),{"is_accurate":"on","people_informed":"on","idempotency_key":"k"}); assert r.status_code==302,r.content.decode()[:3000]
    get(alice,reverse("hospital:receipt",args=[d.pk])); get(alice,reverse("hospital:receipt_pdf",args=[d.pk]))
    get(alice,reverse("hospital:dossier",args=[d.pk])); get(alice,reverse("hospital:withdraw",args=[d.pk]))
    get(alice,reverse("hospital:dossiers"))
