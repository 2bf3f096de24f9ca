using Microsoft.Extensions.Options;
using Vql.Connectra;

namespace Vql.Tests.Connectra;

public sealed class ServiceTests
{
    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    public void Configuration_WithFaultsInAllItsParts_NamesEveryOne(string limit)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Service.Build(
            ["--PG_DB_HOST=a", "--PG_DB_USERNAME=b", "--ELASTICSEARCH_PORT=x", $"--MAX_REQUESTS_PER_MINUTE={limit}"]));
        Assert.Equal(
            ["PG_DB_DATABASE", "ELASTICSEARCH_PORT", "MAX_REQUESTS_PER_MINUTE"],
            exception.Failures.Select(failure => failure.Split(' ')[0]));
    }
}
