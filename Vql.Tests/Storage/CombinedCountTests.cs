using CsCheck;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Storage;

/// <summary>Contacts whose places have the same names, with and without phone numbers.</summary>
public static class PlaceRows
{
    public static SearchedRows Rows { get; } = new(
        "places",
        [new Company { Uuid = "acme", Name = "Acme", CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) }],
        [
            Contact("all", "Georgia", "Georgia", "Georgia") with { MobilePhone = "+15550100", HomePhone = "+15550101" },
            Contact("city", "georgia", null, null),
            Contact("cityandcountry", "Georgia", null, "Georgia") with { OtherPhone = "+15550102" },
            Contact("cityandstate", "Georgia", "GEORGIA", "United States"),
            Contact("country", "Tbilisi", null, "Georgia") with { WorkDirectPhone = "" },
            Contact("none", null, null, null) with { WorkDirectPhone = "+15550103" },
            Contact("other", "Oslo", null, "Norway") with { MobilePhone = "", HomePhone = "+15550104" },
            Contact("state", "Atlanta", "Georgia", "United States") with { MobilePhone = "" },
        ],
        Gen.Const("x"), Gen.Const("x"));

    private static Contact Contact(string uuid, string? city, string? state, string? country) => new()
    {
        Uuid = uuid,
        City = city,
        State = state,
        Country = country,
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };
}

/// <summary>These rows in PostgreSQL and the embedded search node.</summary>
public sealed class NodePlaceStores(PostgresServer server) : NodeSearchedStores(server, PlaceRows.Rows);

/// <summary>Tests that a row with a value in several fields is counted once, and that an empty text is no value.</summary>
public sealed class CombinedCountTests(NodePlaceStores stores) : FoundRowTests(stores), IClassFixture<NodePlaceStores>
{
    [Theory]
    [InlineData("contact_location=georgia", "all city cityandcountry cityandstate country state")]
    [InlineData("contact_location=georgia,norway", "all city cityandcountry cityandstate country other state")]
    [InlineData("contact_location=oslo", "other")]
    [InlineData("exclude_contact_locations=georgia", "none other")]
    [InlineData("exclude_contact_locations=norway,united states", "all city cityandcountry country none")]
    [InlineData("contact_location=georgia&exclude_contact_locations=united states", "all city cityandcountry country")]
    [InlineData("city=georgia", "all city cityandcountry cityandstate")]
    [InlineData("has_phone=true", "all cityandcountry none other")]
    [InlineData("has_phone=false", "city cityandstate country state")]
    [InlineData("has_phone=true&contact_location=georgia", "all cityandcountry")]
    [InlineData("has_phone=false&exclude_contact_locations=atlanta", "city cityandstate country")]
    [InlineData("has_phone=false&contact_location=georgia", "city cityandstate country state")]
    public Task Contacts_AreCountedOnce(string filters, string expected) => AssertAsync(Entity.Contact, filters, expected);
}
