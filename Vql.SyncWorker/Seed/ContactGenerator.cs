using System.Globalization;
using Bogus;
using Vql.Core.Documents;

namespace Vql.SyncWorker.Seed;

/// <summary>A company that employs generated contacts.</summary>
internal readonly record struct Employer(string Uuid, string? Domain, string? City, string? State, string? Country);

/// <summary>Generates contacts. The same companies always give the same sequence.</summary>
internal sealed class ContactGenerator(IReadOnlyList<Employer> employers)
{
    private const int Seed = 20_250_101;
    private const int WithoutCompanyInterval = 25;
    private const int DaysOfRows = 600;

    private static readonly DateTimeOffset FirstRow = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] PublicMail = ["gmail.com", "outlook.com", "yahoo.com", "proton.me"];
    private static readonly string[] EmailStates = ["verified", "unverified", "catch_all", "invalid"];
    private static readonly float[] EmailWeights = [0.6f, 0.2f, 0.12f, 0.08f];
    private static readonly string[] Stages = ["lead", "prospect", "customer"];
    private static readonly float[] StageWeights = [0.6f, 0.3f, 0.1f];

    /// <summary>Returns an infinite sequence of contacts.</summary>
    public IEnumerable<Contact> Generate()
    {
        var faker = new Faker("en") { Random = new Randomizer(Seed) };
        for (var number = 0; ; number++)
        {
            yield return Generate(faker, number);
        }
    }

    private Contact Generate(Faker faker, int number)
    {
        Employer? employer = number % WithoutCompanyInterval == 0 || employers.Count == 0
            ? null
            : employers[faker.Random.Int(0, employers.Count - 1)];
        var firstName = faker.Name.FirstName().ToLowerInvariant();
        var lastName = faker.Name.LastName().ToLowerInvariant();
        var position = faker.Random.ArrayElement(Position.All);
        var suffix = number.ToString("x", CultureInfo.InvariantCulture);
        var linkedinUrl = $"http://www.linkedin.com/in/{Slug(firstName)}-{Slug(lastName)}-{suffix}";
        var livesAtWork = employer is { City: not null } && faker.Random.Bool(0.7f);
        return new Contact
        {
            Uuid = NameUuid.OfContact(firstName, lastName, linkedinUrl),
            FirstName = firstName,
            LastName = lastName,
            CompanyId = employer?.Uuid,
            Email = faker.Random.Bool(0.9f)
                ? $"{Slug(firstName)}.{Slug(lastName)}@{employer?.Domain ?? faker.Random.ArrayElement(PublicMail)}" : null,
            Title = position.Title,
            Departments = position.Departments,
            MobilePhone = faker.Random.Bool(0.6f) ? Phone(faker) : null,
            EmailStatus = faker.Random.WeightedRandom(EmailStates, EmailWeights),
            Seniority = position.Seniority,
            City = livesAtWork ? employer!.Value.City : faker.Address.City().ToLowerInvariant(),
            State = livesAtWork ? employer!.Value.State : faker.Address.State().ToLowerInvariant(),
            Country = livesAtWork ? employer!.Value.Country : "united states",
            LinkedinUrl = linkedinUrl,
            TwitterUrl = faker.Random.Bool(0.2f) ? $"http://www.twitter.com/{Slug(lastName)}{number}" : null,
            WorkDirectPhone = faker.Random.Bool(0.3f) ? Phone(faker) : null,
            Stage = faker.Random.WeightedRandom(Stages, StageWeights),
            CreatedAt = FirstRow.AddSeconds(faker.Random.Int(0, DaysOfRows * 24 * 3600)),
        };
    }

    private static string Phone(Faker faker) => $"+1{faker.Random.Int(201, 989)}{faker.Random.Int(2_000_000, 9_999_999)}";

    private static string Slug(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit));
}
