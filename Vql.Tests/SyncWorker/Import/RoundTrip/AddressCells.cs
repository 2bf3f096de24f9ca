using CsCheck;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>Generates cells with email addresses, phone numbers, web addresses and dates.</summary>
internal static class AddressCells
{
    private static readonly (string Name, int Month)[] Months = [("January", 1), ("Feb", 2), ("Mar", 3), ("September", 9), ("Dec", 12)];

    /// <summary>Generates the email address that identifies a person.</summary>
    public static Gen<WrittenCell> Email(string address, string name)
    {
        var other = $"other@{address.Split('@')[1]}";
        return Gen.Frequency(
            (8, Gen.OneOf(address, address, address.ToUpperInvariant(), $" {address} ").Select(text => new WrittenCell(text, address))),
            (3, Gen.OneOf(
                $"{name} <{address}>", $"<{address}>", $"mailto:{address}", $"{address} (work)", $"{address}.", $"\"{name}\" <{address}>",
                $"'{address}'").Select(text => new WrittenCell(text, address, WrittenCell.Rewritten))),
            (3, Gen.OneOf(
                $"{address}; {other}", $"{address}, {other}", $"{address} / {other}", $"{address}\n{other}", $"{address}|{other}",
                $"{address} or {other}", $"{name} <{address}>; Bob <{other}>", $"{address},{other}",
                $"{address} {other}").Select(text => new WrittenCell(text, address, WrittenCell.FirstOfSeveral))),
            (3, WrittenCell.Blank), (1, WrittenCell.Placeholder),
            (1, WrittenCell.Faulty("not an email", "ann at acme.example", "john smith@acme.example", "@acme.example", "ann@acme")));
    }

    /// <summary>Generates phone numbers.</summary>
    public static Gen<WrittenCell> Phone(CellContext context)
    {
        var place = context.Place ?? Place.All[context.Number % Place.All.Count];
        var local = place.Local(context.Number);
        var (digits, other) = ($"+{place.Code}{place.Area}{local}", $"+{place.Code}{place.Area}{place.Local(context.Number + 1)}");
        var spaced = $"{place.Area} {local[..3]} {local[3..]}";
        (string Text, string? Reading)[] forms =
        [
            (digits, null), (digits, null), ($"'{digits}", null),
            ($"+{place.Code} ({place.Area}) {local[..3]}-{local[3..]}", WrittenCell.Rewritten),
            ($"00{place.Code} {spaced}", WrittenCell.Rewritten), ($"tel:+{place.Code} {spaced}", WrittenCell.Rewritten),
            ($"+{place.Code}.{place.Area}.{local}", WrittenCell.Rewritten), ($"{digits} x12", WrittenCell.Rewritten),
            ($"+{place.Code} {spaced} ext. 7", WrittenCell.Rewritten), ($"Tel: +{place.Code} {spaced}", WrittenCell.Rewritten),
            ($"{digits}; {other}", WrittenCell.FirstOfSeveral), ($"{digits} / {other}", WrittenCell.FirstOfSeveral),
            ($"{digits}\n{other}", WrittenCell.FirstOfSeveral), ($"{digits}, {other}", WrittenCell.FirstOfSeveral),
        ];
        var international = Gen.OneOf(forms).Select(form => new WrittenCell(form.Text, digits, form.Reading));
        var within = $"{place.Trunk}{place.Area}{local}";
        var trunk = $"{place.Trunk}{place.Area}";
        var national = Gen.OneOf(within, $"({trunk}) {local[..3]}-{local[3..]}", $"{place.Trunk}{spaced}", $"{trunk}/{local}").Select(
            text => context.Place is not null ? new WrittenCell(text, digits, WrittenCell.Rewritten)
                : new WrittenCell(text, within, WrittenCell.Approximate));
        return WrittenCell.WithBlanks(Gen.Frequency(
            (6, context.Place is null || context.HasPlace ? Gen.OneOf(international, national) : international),
            (1, WrittenCell.Unreadable("1.42E+10", "call me", "+1415555010014155550101", "12"))));
    }

    /// <summary>Generates the country, if the row contains it.</summary>
    public static Gen<WrittenCell> Country(Place? place) => place is null
        ? Gen.Frequency((3, WrittenCell.Blank), (1, WrittenCell.Placeholder))
        : Gen.Frequency(
            (4, Gen.OneOf(place.Names).Select(name => new WrittenCell(name, name.ToLowerInvariant()))),
            (1, Gen.OneOf(place.Names).Select(name => new WrittenCell($" {name.ToUpperInvariant()} ", name.ToLowerInvariant()))),
            (1, Gen.OneOf(place.Names).Select(name => new WrittenCell(
                name.Replace(" ", "  ", StringComparison.Ordinal), name.ToLowerInvariant(),
                name.Contains(' ', StringComparison.Ordinal) ? WrittenCell.Rewritten : null))),
            (2, WrittenCell.Blank), (1, WrittenCell.Placeholder));

    /// <summary>Generates web addresses of a domain.</summary>
    public static Gen<WrittenCell> Website(string domain, bool identifies)
    {
        var other = $"https://other.{domain}/";
        return WrittenCell.WithBlanks(Gen.Frequency(
            (8, Gen.OneOf(
                $"https://www.{domain}", $"http://{domain}/", domain, $"WWW.{domain.ToUpperInvariant()}", $"https://{domain}/a,b?x=1&y=2",
                $"https://{domain}/About%20us").Select(WrittenCell.Literal)),
            (2, Gen.OneOf($"<https://{domain}>", $"\"https://{domain}\"").Select(text =>
                new WrittenCell(text, $"https://{domain}", WrittenCell.Rewritten))),
            (3, Gen.OneOf(", ", ",", "; ", " | ", "\n", ";", " ").Select(separator =>
                new WrittenCell($"https://{domain}/x{separator}{other}", $"https://{domain}/x", WrittenCell.FirstOfSeveral))),
            (1, Gen.OneOf(", ", ",").Select(separator =>
                new WrittenCell($"{domain}/x{separator}www.other.{domain}", $"{domain}/x", WrittenCell.FirstOfSeveral))),
            (1, Unreadable(identifies, "not a site", "javascript:alert(1)", "see profile", "ftp://acme.example"))));
    }

    /// <summary>Generates pages or handles of a social network.</summary>
    public static Gen<WrittenCell> SocialPage(string host, int number) => WrittenCell.WithBlanks(Gen.Frequency(
        (6, Gen.OneOf(
            $"https://{host}/Acme-{number}", $"{host}/acme{number}", $"@acme{number}", $"https://www.{host}/acme?ref={number}")
            .Select(WrittenCell.Literal)),
        (1, Unreadable(false, "not yet", "ask Ann"))));

    /// <summary>Generates a LinkedIn page, which identifies its row.</summary>
    public static Gen<WrittenCell> Linkedin(string path) => WrittenCell.WithBlanks(Gen.Frequency(
        (8, Gen.OneOf(
            $"https://www.linkedin.com/{path}", $"http://LinkedIn.com/{path.ToUpperInvariant()}/", $"linkedin.com/{path}", path,
            $"https://de.linkedin.com/{path}?x=1").Select(text => new WrittenCell(text, text.ToLowerInvariant()))),
        (1, Unreadable(true, "on request", "see profile"))));

    /// <summary>Generates the domain that identifies a company.</summary>
    public static Gen<WrittenCell> Domain(string domain) => WrittenCell.WithBlanks(Gen.Frequency(
        (6, Gen.OneOf(domain, domain.ToUpperInvariant()).Select(text => new WrittenCell(text, domain))),
        (3, Gen.OneOf($"https://www.{domain}/a", $"ann@{domain}", $"@{domain}", $"www.{domain}")
            .Select(text => new WrittenCell(text, domain, WrittenCell.Rewritten))),
        (1, Unreadable(true, "com", "no domain"))));

    /// <summary>Generates dates, stored with the precision of their text.</summary>
    public static Gen<WrittenCell> Date { get; } = WrittenCell.WithBlanks(
        from year in Gen.Int[1990, 2026]
        from month in Gen.OneOf(Months)
        from day in Gen.Int[13, 28]
        let iso = $"{year}-{month.Month:00}-{day}"
        from cell in Gen.OneOf(
            WrittenCell.Literal(iso), WrittenCell.Literal($"{year}"), WrittenCell.Literal($"{year}-{month.Month:00}"),
            Dated($"{day} {month.Name} {year}", iso), Dated($"{month.Name} {day}, {year}", iso),
            Dated($"{month.Name} {year}", $"{year}-{month.Month:00}"), Dated($"{day}/{month.Month:00}/{year}", iso),
            Dated($"{month.Month}/{day}/{year}", iso), Dated($"{day}.{month.Month:00}.{year}", iso), Dated($"{iso} 12:30", iso),
            Dated($"{iso}T00:00:00Z", iso), Dated($"{iso} 08:15:00.123 UTC", iso), Dated($"{year}/{month.Month:00}/{day}", iso),
            new WrittenCell($"03/04/{year}", null, WrittenCell.Rejected), new WrittenCell("soon", null, WrittenCell.Rejected),
            new WrittenCell("45332", null, WrittenCell.Rejected), new WrittenCell($"{year}-02-30", null, WrittenCell.Rejected))
        select cell);

    private static WrittenCell Dated(string text, string stored) => new(text, stored, WrittenCell.Rewritten);

    private static Gen<WrittenCell> Unreadable(bool identifies, params string[] texts) =>
        identifies ? WrittenCell.Faulty(texts) : WrittenCell.Unreadable(texts);
}
