-- Whole values are compared in a normalized form, whoever wrote the row: labels without case, accents and width, addresses and
-- phone numbers by what identifies them. The index does the same by normalizers (Vql.Core/Text/NormalizedValue.cs); the tables of
-- characters below are those of Vql.Core/Text. Every function here is immutable, so that it can be indexed, and none with a choice is
-- strict: PostgreSQL calls such a function where it inlines others, which costs ten times as much.

alter function vql_lower(text) called on null input;

-- NFC, in which an accented letter is one character. Texts of ASCII alone, which most are, are not looked at further.
create or replace function vql_nfc(value text) returns text
language sql immutable parallel safe as
$$
    select case when octet_length(value) = char_length(value) then value else normalize(value, NFC) end
$$;

-- What is left of case, composition and width.
create or replace function vql_exact(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when octet_length(value) = char_length(value) then lower(value collate "C")
        else vql_lower(translate(normalize(value, NFC),
            '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
            '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '))
    end
$$;

-- The same without accents and with ASCII letters wherever there are some.
create or replace function vql_fold(value text) returns text
language plpgsql immutable strict parallel safe as
$$
declare
    folded text := vql_lower(translate(translate(normalize(value, NFC),
        '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
        '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '),
        'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǢǣǦǧǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳ΅ΆΈΉΊΌΎΏΐΪΫάέήίΰϊϋόύώϓϔЀЁЃЇЌЍЎЙйѐёѓїќѝўѶѷӁӂӐӑӒӓӖӗӚӛӜӝӞӟӢӣӤӥӦӧӪӫӬӭӮӯӰӱӲӳӴӵӸӹḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẛẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹἀἁἂἃἄἅἆἇἈἉἊἋἌἍἎἏἐἑἒἓἔἕἘἙἚἛἜἝἠἡἢἣἤἥἦἧἨἩἪἫἬἭἮἯἰἱἲἳἴἵἶἷἸἹἺἻἼἽἾἿὀὁὂὃὄὅὈὉὊὋὌὍὐὑὒὓὔὕὖὗὙὛὝὟὠὡὢὣὤὥὦὧὨὩὪὫὬὭὮὯὰὲὴὶὸὺὼᾀᾁᾂᾃᾄᾅᾆᾇᾈᾉᾊᾋᾌᾍᾎᾏᾐᾑᾒᾓᾔᾕᾖᾗᾘᾙᾚᾛᾜᾝᾞᾟᾠᾡᾢᾣᾤᾥᾦᾧᾨᾩᾪᾫᾬᾭᾮᾯᾰᾱᾲᾳᾴᾶᾷᾸᾹᾺᾼ῁ῂῃῄῆῇῈῊῌ῍῎῏ῐῑῒῖῗῘῙῚ῝῞῟ῠῡῢῤῥῦῧῨῩῪῬ῭ῲῳῴῶῷῸῺῼ↚↛↮⇍⇎⇏∄∉∌∤∦≁≄≇≉≠≢≭≮≯≰≱≴≵≸≹⊀⊁⊄⊅⊈⊉⊬⊭⊮⊯⋠⋡⋢⋣⋪⋫⋬⋭　！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～̴̵̶̷̸̡̢̧̨̛̖̗̘̙̜̝̞̟̠̣̤̥̦̩̪̫̬̭̮̯̰̱̲̳̹̺̻̼͇͈͉͍͎̀́̂̃̄̅̆̇̈̉̊̋̌̍̎̏̐̑̒̓̔̽̾̿͂͆͊͋͌̕̚ͅ͏͓͔͕͖͙͚͐͑͒͗͛ͣͤͥͦͧͨͩͪͫͬͭͮͯ͘͜͟͢͝͞͠͡',
        'AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyyAaAaAaCcCcCcCcDdEeEeEeEeEeGgGgGgGgHhIiIiIiIiIJjKkLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZzOoUuAaIiOoUuUuUuUuUuAaAaÆæGgKkOoOoƷʒjGgNnAaÆæØøAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeOoOoOoOoYy¨ΑΕΗΙΟΥΩιΙΥαεηιυιυουωϒϒЕЕГІКИУИиеегікиуѴѵЖжАаАаЕеӘәЖжЗзИиИиОоӨөЭэУуУуУуЧчЫыAaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyſAaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYyααααααααΑΑΑΑΑΑΑΑεεεεεεΕΕΕΕΕΕηηηηηηηηΗΗΗΗΗΗΗΗιιιιιιιιΙΙΙΙΙΙΙΙοοοοοοΟΟΟΟΟΟυυυυυυυυΥΥΥΥωωωωωωωωΩΩΩΩΩΩΩΩαεηιουωααααααααΑΑΑΑΑΑΑΑηηηηηηηηΗΗΗΗΗΗΗΗωωωωωωωωΩΩΩΩΩΩΩΩαααααααΑΑΑΑ¨ηηηηηΕΗΗ᾿᾿᾿ιιιιιΙΙΙ῾῾῾υυυρρυυΥΥΥΡ¨ωωωωωΟΩΩ←→↔⇐⇔⇒∃∈∋∣∥∼≃≅≈=≡≍<>≤≥≲≳≶≷≺≻⊂⊃⊆⊇⊢⊨⊩⊫≼≽⊑⊒⊲⊳⊴⊵ !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'));
    letters constant text := 'ßæþĳœƕǆǉǌǳȣȸȹɶʣʥʦʨʪʫᴁᴂᴔᴕᵫᵺỻ‼⁇⁈⁉⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴⓾❿➉➓⸨⸩ꜩꜳꜵꜷꜹꜻꜽꝏꝡꝧﬀﬁﬂﬃﬄﬆ';
    equivalents constant text[] := array['ss','ae','th','ij','oe','hv','dz','lj','nj','dz','ou','db','qp','OE','dz','dz','ts','tc','ls','lz','AE','ae','oe','OU','ue','th','ll','!!','??','?!','!?','10','11','12','13','14','15','16','17','18','19','20','(1)','(2)','(3)','(4)','(5)','(6)','(7)','(8)','(9)','(10)','(11)','(12)','(13)','(14)','(15)','(16)','(17)','(18)','(19)','(20)','1.','2.','3.','4.','5.','6.','7.','8.','9.','10.','11.','12.','13.','14.','15.','16.','17.','18.','19.','20.','(a)','(b)','(c)','(d)','(e)','(f)','(g)','(h)','(i)','(j)','(k)','(l)','(m)','(n)','(o)','(p)','(q)','(r)','(s)','(t)','(u)','(v)','(w)','(x)','(y)','(z)','11','12','13','14','15','16','17','18','19','20','10','10','10','10','((','))','tz','aa','ao','au','av','av','ay','oo','vy','th','ff','fi','fl','ffi','ffl','st'];
    place integer;
begin
    folded := translate(folded,
        '«²³¹»ðøđħıĸŀłŉŋŧſƀƃƈƌƒƙƚƞƥƫƭƴƶƿǝǥȝȡȥȴȵȶȷȼȿɀɇɉɋɍɏɐɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɥɦɨɪɫɬɭɯɰɱɲɳɴɵɼɽɾɿʀʁʂʄʇʈʉʋʌʍʎʏʐʑʗʙʚʛʜʝʞʟʠʮʯᴀᴃᴄᴅᴆᴇᴈᴉᴊᴋᴌᴍᴎᴏᴐᴖᴗᴘᴙᴚᴛᴜᴠᴡᴢᵢᵣᵤᵥᵬᵭᵮᵯᵰᵱᵲᵳᵴᵵᵶᵷᵹᵻᵼᵽᵾᶀᶁᶂᶃᶄᶅᶆᶇᶈᶉᶊᶌᶍᶎᶏᶑᶒᶓᶔᶕᶖᶗᶙẚẜẝỿ‐‑‒–—‘’‚‛“”„′″‵‶‸‹›⁄⁅⁆⁎⁏⁒⁓⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔↄ①②③④⑤⑥⑦⑧⑨ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽⓿❛❜❝❞❨❩❪❫❬❭❮❯❰❱❲❳❴❵❶❷❸❹❺❻❼❽❾➀➁➂➃➄➅➆➇➈➊➋➌➍➎➏➐➑➒ⱡⱥⱦⱨⱪⱬⱱⱳⱴⱶⱸⱺⱻⱼꜰꜱꜿꝁꝃꝅꝇꝉꝋꝍꝑꝓꝕꝗꝙꝛꝟꝣꝺꝼꝿꞁꞃꞅꟻꟼꟽꟾꟿ',
        '"231"dodhiqllnntsbbcdfklnpttyzweGzdzlntjcszejqryabocddeaaeeeejggGhhiIlllmmmnnNorrrrRRsjttuvvwyYzzCBeGHjkLqhhABCDDEeiJKLMNOOooPRRTUVWZiruvbdfmnprrstzggIipUbdfgklmnprsvxzadeeeaiouassy-----''''''''"""''"''"^''''/[]*;%~0i456789+-=()n0123456789+-=()aeoxac123456789abcdefghijklmnopqrstuvwxyz01234567890''''""()()<>""<>[]{}123456789123456789123456789lathkzvwvheoEjFSckkklloopppqqrvzdfglrSFpMIM');
    if octet_length(folded) > char_length(folded) then
        for place in 1 .. char_length(letters) loop
            folded := replace(folded, substr(letters, place, 1), equivalents[place]);
        end loop;
    end if;
    return vql_lower(folded);
end
$$;

create or replace function vql_label(value text) returns text
language sql immutable parallel safe as
$$
    select case when octet_length(value) = char_length(value) then lower(value collate "C") else vql_fold(value) end
$$;

create or replace function vql_fold_labels(labels text[]) returns text[]
language sql immutable strict parallel safe cost 1000 as
$$
    select array(select vql_label(label) from unnest(labels) with ordinality as each_label(label, place) order by place)
$$;

-- Most lists are lower-case ASCII already. Only what has no query of its own is inlined, so that comes first.
create or replace function vql_labels(labels text[]) returns text[]
language sql immutable parallel safe as
$$
    select case
        when array_ndims(labels) = 1 and octet_length(labels::text) = char_length(labels::text) and lower(labels::text collate "C") = labels::text then labels
        else vql_fold_labels(labels)
    end
$$;

create or replace function vql_email(value text) returns text
language sql immutable parallel safe as
$$
    select vql_exact(value)
$$;

create or replace function vql_url(value text) returns text
language sql immutable parallel safe as
$$
    select regexp_replace(regexp_replace(vql_exact(value),
        '^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:www\.)*', ''),
        '[/ \t\r\n]*(?:[?#].*)?$', '')
$$;

create or replace function vql_domain(value text) returns text
language sql immutable parallel safe as
$$
    -- No host is longer than 255 characters, and an index takes no value of any length. Regular expressions that capture cost much more.
    select left(substring(regexp_replace(vql_exact(value),
        '^[ \t\r\n]*(?:[a-z][a-z0-9+.-]*://)?(?:[^/@?#]*@)?(?:www\.)*', ''), '^[^/:?# \t\r\n]*'), 255)
$$;

-- The index by which an import identifies companies is on that function.
reindex index companies_identity_domain;

create or replace function vql_phone(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when value ~ '^\+[1-9][0-9]*$' then substr(value, 2)
        else regexp_replace(regexp_replace(regexp_replace(regexp_replace(vql_exact(value),
            '(?:x|ext|extension|#)[. :]*[0-9]{1,7}[ )]*$', ''),
            '^([^0-9]*(?:\+|00)[0-9 .-]*)\(0\)', '\1'),
            '[^0-9]+', '', 'g'),
            '^(?:00)+', '')
    end
$$;

-- C++, C#, R&D and .NET are words: the symbols that the standard tokenizer drops become letters that nothing else is written with.
create or replace function vql_symbols(value text) returns text
language sql immutable parallel safe as
$$
    select case
        when value !~ '[+#&.]' then value
        else regexp_replace(regexp_replace(regexp_replace(regexp_replace(value,
            '(?<=[A-Za-z]\+{0,4})\+(?!\+*[A-Za-z])', 'ǂ', 'g'),
            '(?<=[A-Za-z])#(?![A-Za-z0-9])', 'ǃ', 'g'),
            '(?<![A-Za-z0-9][A-Za-z0-9])(?<=[A-Za-z0-9])&(?=[A-Za-z0-9](?:[^A-Za-z0-9]|$))', 'ǁ', 'g'),
            '(?<![A-Za-z0-9.])\.(?=[Nn][Ee][Tt](?:[^A-Za-z0-9]|$))', 'ǀ', 'g')
    end
$$;

-- The texts that have such words; null for all others, which most are.
create or replace function vql_symbol_text(value text) returns text
language sql immutable parallel safe as
$$
    select case when value ~ '[+#&.]' then nullif(vql_symbols(value), value) end
$$;

alter function vql_fold(text) cost 400;

-- Words are those of the composed text, so that both forms of an accented letter are one word.
do $$
declare
    definition text := pg_get_functiondef('vql_words(text)'::regprocedure);
    before text := 'lowered text := vql_lower(value);';
begin
    if position(before in definition) = 0 then
        raise exception 'vql_words is not the function that this script knows';
    end if;
    execute replace(definition, before, 'lowered text := vql_lower(vql_nfc(value));');

    -- What indexes and dictionary hold of decomposed texts is no longer what the function returns.
    if exists (select from contacts where coalesce(first_name, '') || coalesce(last_name, '') || coalesce(title, '') || coalesce(website, '') is not nfc normalized)
        or exists (select from companies where coalesce(name, '') || coalesce(address, '') || coalesce(website, '') || coalesce(normalized_domain, '') || coalesce(company_name_for_emails, '') is not nfc normalized)
    then
        reindex table contacts;
        reindex table companies;
        perform vql_add_terms('contacts.first_name', array_agg(distinct first_name)) from contacts where first_name is not nfc normalized;
        perform vql_add_terms('contacts.last_name', array_agg(distinct last_name)) from contacts where last_name is not nfc normalized;
        perform vql_add_terms('contacts.website', array_agg(distinct website)) from contacts where website is not nfc normalized;
        perform vql_add_terms('companies.name', array_agg(distinct name)) from companies where name is not nfc normalized;
        perform vql_add_terms('companies.address', array_agg(distinct address)) from companies where address is not nfc normalized;
        perform vql_add_terms('companies.website', array_agg(distinct website)) from companies where website is not nfc normalized;
        perform vql_add_terms('companies.normalized_domain', array_agg(distinct normalized_domain)) from companies where normalized_domain is not nfc normalized;
        perform vql_add_terms('companies.company_name_for_emails', array_agg(distinct company_name_for_emails)) from companies where company_name_for_emails is not nfc normalized;
    end if;
end
$$;

create or replace function vql_add_terms(source_name text, texts text[]) returns void
language sql as
$$
    insert into vql_terms (source, term)
    select found.source, found.term
    from (
        select distinct source_name as source, unnest(vql_words(value)) as term from (select distinct unnest(texts) as value) as each_text
        union all
        select distinct 'contacts.title_symbols', unnest(vql_words(vql_symbol_text(value)))
        from (select distinct unnest(texts) as value where source_name = 'contacts.title') as each_title
    ) as found
    where not exists (
        select from vql_terms as known where known.source = found.source and known.term = found.term)
$$;

select vql_add_terms('contacts.title', array_agg(distinct title)) from contacts where title ~ '[+#&.]' or title is not nfc normalized;

create index contacts_title_symbols_words on contacts using gin (vql_words(vql_symbol_text(title)));
create index contacts_title_symbols_grams on contacts using gin (vql_grams(vql_symbol_text(title)));
create index contacts_title_symbols_same_words on contacts (vql_same_words(vql_symbol_text(title))) where deleted_at is null;

-- Lists are found by their normalized elements alone. Other columns keep the index that lists are ordered by. With the column beside
-- it, the index of a label answers a count alone, too; addresses may be too long for that.
drop index if exists contacts_departments;
create index contacts_departments on contacts using gin (vql_labels(departments));
drop index if exists companies_industries;
create index companies_industries on companies using gin (vql_labels(industries));
drop index if exists companies_keywords;
create index companies_keywords on companies using gin (vql_labels(keywords));
drop index if exists companies_technologies;
create index companies_technologies on companies using gin (vql_labels(technologies));

create index if not exists contacts_email_normalized on contacts (vql_email(email)) where deleted_at is null;
create index if not exists contacts_email_status_normalized on contacts (vql_label(email_status)) include (email_status) where deleted_at is null;
create index if not exists contacts_seniority_normalized on contacts (vql_label(seniority)) include (seniority) where deleted_at is null;
create index if not exists contacts_city_normalized on contacts (vql_label(city)) include (city) where deleted_at is null;
create index if not exists contacts_state_normalized on contacts (vql_label(state)) include (state) where deleted_at is null;
create index if not exists contacts_country_normalized on contacts (vql_label(country)) include (country) where deleted_at is null;
create index if not exists contacts_stage_normalized on contacts (vql_label(stage)) include (stage) where deleted_at is null;
create index if not exists contacts_linkedin_url_normalized on contacts (vql_url(linkedin_url)) where deleted_at is null;
create index if not exists contacts_facebook_url_normalized on contacts (vql_url(facebook_url)) where deleted_at is null;
create index if not exists contacts_twitter_url_normalized on contacts (vql_url(twitter_url)) where deleted_at is null;
create index if not exists contacts_website_normalized on contacts (vql_domain(website)) where deleted_at is null;
create index if not exists contacts_mobile_phone_normalized on contacts (vql_phone(mobile_phone)) where deleted_at is null;
create index if not exists contacts_work_direct_phone_normalized on contacts (vql_phone(work_direct_phone)) where deleted_at is null;
create index if not exists contacts_home_phone_normalized on contacts (vql_phone(home_phone)) where deleted_at is null;
create index if not exists contacts_other_phone_normalized on contacts (vql_phone(other_phone)) where deleted_at is null;

create index if not exists companies_city_normalized on companies (vql_label(city)) include (city);
create index if not exists companies_state_normalized on companies (vql_label(state)) include (state);
create index if not exists companies_country_normalized on companies (vql_label(country)) include (country);
create index if not exists companies_latest_funding_normalized on companies (vql_label(latest_funding)) include (latest_funding);
create index if not exists companies_linkedin_url_normalized on companies (vql_url(linkedin_url));
create index if not exists companies_facebook_url_normalized on companies (vql_url(facebook_url));
create index if not exists companies_twitter_url_normalized on companies (vql_url(twitter_url));
create index if not exists companies_website_normalized on companies (vql_domain(website));
create index if not exists companies_normalized_domain_normalized on companies (vql_domain(normalized_domain));
create index if not exists companies_phone_number_normalized on companies (vql_phone(phone_number));

-- Documents of an index that was there lack the new fields. PostgreSQL answers until the worker has confirmed that the index fits.
update sync_state set indexed_lsn = null, indexed_at = null;
