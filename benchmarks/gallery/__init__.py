"""Do the seed's claims, and the ordinal findings of the literature, come out of the model by themselves?"""
