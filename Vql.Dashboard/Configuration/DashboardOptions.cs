using Microsoft.Extensions.Options;

namespace Vql.Dashboard.Configuration;

/// <summary>The options of the dashboard.</summary>
/// <param name="OperatorToken">The token of operators, who can act and see personal data; null if they log in by OpenID Connect.</param>
/// <param name="ReaderToken">The token of readers; null if there are no readers.</param>
/// <param name="ApiUrl">The address of the API.</param>
/// <param name="ApiKey">The key that is sent to the API; null for none.</param>
/// <param name="Oidc">The login by OpenID Connect; null for none.</param>
internal sealed record DashboardOptions(string? OperatorToken, string? ReaderToken, Uri ApiUrl, string? ApiKey, OidcOptions? Oidc)
{
    /// <summary>The variable with the token of operators.</summary>
    public const string OperatorTokenKey = "DASHBOARD_OPERATOR_TOKEN";

    /// <summary>The variable with the token of readers.</summary>
    public const string ReaderTokenKey = "DASHBOARD_READER_TOKEN";

    /// <summary>The variable with the address of the API.</summary>
    public const string ApiUrlKey = "DASHBOARD_API_URL";

    /// <summary>The variable with the key of the API.</summary>
    public const string ApiKeyKey = "DASHBOARD_API_KEY";

    private const int MinTokenLength = 16;
    private const string DefaultApiUrl = "http://localhost:5080";

    /// <summary>Reads the variables.</summary>
    /// <exception cref="OptionsValidationException">A value is invalid or missing. The failures name every such variable.</exception>
    public static DashboardOptions Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var operators = Text(configuration, OperatorTokenKey);
        var readers = Text(configuration, ReaderTokenKey);
        var oidc = OidcOptions.Read(key => Text(configuration, key), faults);
        if (operators is null && Text(configuration, OidcOptions.AuthorityKey) is null)
        {
            faults.Add(
                $"{OperatorTokenKey} is missing: set it to a random text of at least {MinTokenLength} characters, "
                + $"or configure {OidcOptions.AuthorityKey}");
        }

        foreach (var (key, token) in new[] { (OperatorTokenKey, operators), (ReaderTokenKey, readers) })
        {
            if (token is { Length: < MinTokenLength })
            {
                faults.Add($"{key} must have at least {MinTokenLength} characters");
            }
        }

        if (operators is not null && operators == readers)
        {
            faults.Add($"{ReaderTokenKey} must differ from {OperatorTokenKey}");
        }

        if (!Uri.TryCreate(Text(configuration, ApiUrlKey) ?? DefaultApiUrl, UriKind.Absolute, out var api)
            || (api.Scheme != Uri.UriSchemeHttp && api.Scheme != Uri.UriSchemeHttps))
        {
            faults.Add($"{ApiUrlKey} must be a URL such as {DefaultApiUrl}");
        }

        return faults.Count == 0
            ? new DashboardOptions(operators, readers, api!, Text(configuration, ApiKeyKey), oidc)
            : throw new OptionsValidationException("dashboard", typeof(DashboardOptions), faults);
    }

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
